import socket

# 步骤1：创建 UDP Socket
server_socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

# 步骤2：绑定 Socket 到一个特定的 IP 地址和端口
server_address = ('localhost', 12345)
server_socket.bind(server_address)

print("UDP 服务器启动，等待数据...")

while True:
    # 步骤3：接收客户端发送的数据
    data, client_address = server_socket.recvfrom(1024)
    
    # 步骤4：处理客户端数据
    data = data.decode('utf-8')
    print(f"接收到来自 {client_address} 的数据: {data}")
    
    # 步骤5：为客户端发送响应（如果需要）
    response = f"你好，客户端！你发送了：{data}"
    server_socket.sendto(response.encode('utf-8'), client_address)
    
# 步骤6：关闭 Socket（这里永远不会执行到）
server_socket.close()
